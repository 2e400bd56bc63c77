import * as z from 'zod';

/** The input `deployment-configuration`: as in the ECS API, whose members come and go; AWS checks them. */
export const deploymentConfiguration = z.looseObject({});

/** The input `build-results`: rows of `build-push-ecr`, of which only a few members are read. */
export const buildResults = z.array(z.looseObject({}));
