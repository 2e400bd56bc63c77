require('../chunks/index.js').run('delivery-report/index');
