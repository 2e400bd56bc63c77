require('../chunks/index.js').run('run-migration-task/index');
