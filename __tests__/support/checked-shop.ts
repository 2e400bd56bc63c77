import { createGithub, type LocalGithub } from '../../local-github/create-github.ts';
import { seedCheck } from '../../local-github/seed.ts';
import { commit } from '../packages/github/github-world.ts';
import { openShop, type Shop } from './shop.ts';

export interface CheckedShop {
  readonly shop: Shop;
  readonly github: LocalGithub;
  /** Reports a check of the commit; without a conclusion it goes on. */
  check(name: string, conclusion?: string): void;
}

/** A shop with a new image to deploy, whose commit is checked on GitHub. */
export async function openCheckedShop(): Promise<CheckedShop> {
  const shop = await openShop();
  shop.push('web', 'v2');
  const github = createGithub({ clock: shop.clock });
  return {
    shop,
    github,
    check(name, conclusion) {
      const of = { sha: commit, name, run: 500, ...(conclusion === undefined ? {} : { conclusion }) };
      seedCheck(github.state, shop.clock, of, 'acme/shop');
    },
  };
}
