require('../chunks/index.js').run('build-push-ecr/index');
