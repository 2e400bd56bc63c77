require('../chunks/index.js').run('rollback/index');
