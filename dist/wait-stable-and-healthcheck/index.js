require('../chunks/index.js').run('wait-stable-and-healthcheck/index');
