require('../chunks/index.js').run('preflight/index');
