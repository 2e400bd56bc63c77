require('../chunks/index.js').run('deploy-ecs/index');
