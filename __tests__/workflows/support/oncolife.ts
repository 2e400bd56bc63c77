import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { root } from '../../../scripts/actions.ts';
import type { Lab } from '../../../scripts/lab/lab-file.ts';
import { definitionOf } from './bound.ts';
import { createDatabase, type Database } from './database.ts';
import { openStage, type Stage, type StageService } from './stage.ts';
import { createTeam, type Team } from './team.ts';

/** The applications of the sample `oncolife`: each an image, a repository and a service. */
export const applications = ['patient-api', 'doctor-api', 'patient-web', 'doctor-web'] as const;
export type Application = (typeof applications)[number];

/** A row of builds, migrations or services, as the sample keeps them in files. */
export type Row = Readonly<Record<string, unknown>>;

/** Some of the sample's services in a cluster of their own, as they are before their first deployment. */
export interface Environment {
  readonly name: string;
  readonly stage: Stage;
  readonly databases: { readonly patient: Database; readonly doctor: Database };
  /** The address of an application's load balancer. */
  url(of: Application): string;
  /** The sample's own rows with the names and addresses of this environment, as variables hold them. */
  readonly rows: { readonly BUILDS: string; readonly MIGRATIONS: string; readonly SERVICES: string };
  close(): Promise<void>;
}

/** Copies the sample as a team's repository. */
export const openOncolifeTeam = (): Team => createTeam('oncolife');

/** Sets up what the sample has on AWS, or the part of it that `which` names. */
export async function openOncolife(
  lab: Lab,
  word: string,
  which: readonly Application[] = applications,
): Promise<Environment> {
  const name = `${word}-${process.pid.toString(36)}${Date.now().toString(36).slice(-4)}`;
  const databases = { patient: createDatabase(lab, `${name}-patient`), doctor: createDatabase(lab, `${name}-doctor`) };
  const stage = await openStage(
    lab,
    name,
    which.map((application) => serviceOf(lab, application, name, databases)),
  );
  const url = (application: Application) => stage.urls[serviceName(application)] ?? '';
  const isHere = (of: unknown) => which.some((application) => String(of).startsWith(application));
  // Addresses of applications that are not here stay as they are.
  const addresses = (text: string) =>
    text.replaceAll(/(http|ws)s:\/\/((?:patient|doctor)-api)\.example\.com/g, (as, scheme: string, api: Application) =>
      url(api) === '' ? as : url(api).replace('http', scheme),
    );
  const rowsOf = (file: string): readonly Row[] =>
    parse(addresses(readFileSync(join(root, 'examples/oncolife/deployment', file), 'utf8')));
  return {
    name,
    stage,
    databases,
    url,
    rows: {
      BUILDS: stringify(
        rowsOf('builds.yml')
          .filter(({ key }) => isHere(key))
          .map((row) => buildOf(lab, row, name)),
      ),
      MIGRATIONS: listOf(rowsOf('migrations.yml').filter(({ service }) => isHere(service))),
      // A placeholder from elsewhere runs until the first deployment: the row says whose tag is meant.
      SERVICES: stringify(
        rowsOf('services.yml')
          .filter(({ service }) => isHere(service))
          .map((row) => ({ ...row, image: `${name}-${String(row.service).replace(/-service$/, '')}` })),
      ),
    },
    async close() {
      await stage.close();
      for (const database of Object.values(databases)) database.drop();
    },
  };
}

/** The sample's own rows of builds with base images that the engine has: for builds that push nothing. */
export function trialBuilds(lab: Lab): string {
  const rows: readonly Row[] = parse(readFileSync(join(root, 'examples/oncolife/deployment/builds.yml'), 'utf8'));
  return stringify(rows.map((row) => buildOf(lab, row, 'trial')));
}

/** A variable that says nothing is empty. */
const listOf = (rows: readonly Row[]): string => (rows.length === 0 ? '' : stringify(rows));

export const serviceName = (application: Application): string => `${application}-service`;

function serviceOf(
  lab: Lab,
  application: Application,
  name: string,
  databases: Environment['databases'],
): StageService {
  const who = application.startsWith('patient') ? 'patient' : 'doctor';
  const valueFrom = `arn:aws:secretsmanager:${lab.aws.region}:${lab.aws.account}:secret:${name}/${who}-database-url`;
  return {
    name: serviceName(application),
    repository: `${name}-${application}`,
    port: 8080,
    desired: 1,
    // A crash is told as one also where a machine is so busy that the load balancer would give up first.
    graceSeconds: 60,
    bootstrap: application.endsWith('api') ? 'python' : 'web',
    definition: definitionOf(
      'oncolife',
      `deployment/task-definitions/${application}.json`,
      `${name}-${application}`,
      valueFrom,
    ),
    secrets: application.endsWith('api') ? { [valueFrom]: databases[who].url } : {},
  };
}

/** The row with repositories of this environment, and base images that the engine has. */
function buildOf(lab: Lab, row: Row, name: string): Row {
  const base = String(row.key).endsWith('api') ? lab.images.python : lab.images.web;
  return {
    ...row,
    repository: `${name}-${row.key}`,
    'build-args': { ...(row['build-args'] as Row | undefined), BASE: base },
  };
}
