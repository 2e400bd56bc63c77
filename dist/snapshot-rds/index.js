require('../chunks/index.js').run('snapshot-rds/index');
