require('../chunks/index.js').run('deploy-ecs/post');
