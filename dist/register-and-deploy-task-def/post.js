require('../chunks/index.js').run('register-and-deploy-task-def/post');
