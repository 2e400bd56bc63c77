import type { Diagnosis } from '#report/diagnosis';
import { run } from './deploy.ts';
import { openShop, type Shop } from './shop.ts';

/** What preflight calls the cause, in a shop that is given something. */
export async function lookAt(service: string, given: (shop: Shop) => unknown): Promise<Diagnosis> {
  const shop = await openShop();
  shop.push('web', 'v2');
  await given(shop);
  const { diagnosis } = (await run(shop, 'preflight', { service, image: 'v2' })).report;
  if (diagnosis === undefined) throw new TypeError('preflight found nothing');
  return diagnosis;
}
