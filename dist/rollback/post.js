require('../chunks/index.js').run('rollback/post');
