import type { ContainerDefinition, RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';
import { isFargateSize } from './fargate-sizes.ts';

const refuse = (message: string): never => {
  throw new AwsFault('ClientException', message);
};

/** Refuses what AWS refuses to register, with `ClientException`. `size`: bytes of the definition as JSON. */
export function validateTaskDefinition(input: RegisterTaskDefinitionRequest, size: number): void {
  const { family, containerDefinitions: containers = [] } = input;
  if (!family) refuse(error.familyMissing);
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(family ?? '')) refuse(error.familyInvalid(family ?? ''));
  if (containers.length === 0) refuse(error.containersMissing);
  if (size > 64 * 1024) refuse(error.definitionTooLarge);
  const names = new Set<string>();
  for (const container of containers) {
    validateContainer(container);
    if (names.has(container.name ?? '')) refuse(error.containerDuplicate(container.name ?? ''));
    names.add(container.name ?? '');
  }
  if (containers.every((container) => container.essential === false)) refuse(error.noEssential);
  if (isFargate(input)) validateFargate(input, containers);
  else for (const container of containers) requireMemory(input, container);
}

export const isFargate = (input: RegisterTaskDefinitionRequest): boolean =>
  input.requiresCompatibilities?.includes('FARGATE') ?? false;

function validateContainer({ name, image, environment, secrets }: ContainerDefinition): void {
  if (!name) refuse(error.containerNameMissing);
  if (!image) refuse(error.containerImageMissing);
  const plain = new Set(environment?.map((variable) => variable.name));
  const both = secrets?.find((secret) => plain.has(secret.name));
  if (both !== undefined) refuse(error.secretAndEnvironment(both.name ?? ''));
}

function validateFargate(input: RegisterTaskDefinitionRequest, containers: readonly ContainerDefinition[]): void {
  const { cpu, memory } = input;
  if (input.networkMode !== undefined && input.networkMode !== 'awsvpc') refuse(error.fargateNetworkMode);
  if (!cpu) refuse(error.fargateCpu);
  if (!memory) refuse(error.fargateMemory);
  if (!isFargateSize(cpu ?? '', memory ?? '')) refuse(error.fargateSize);
  const logged = containers.filter((container) => container.logConfiguration?.logDriver === 'awslogs');
  if (logged.length > 0 && !input.executionRoleArn) refuse(error.fargateLogRole);
  const prefixless = logged.find((container) => !container.logConfiguration?.options?.['awslogs-stream-prefix']);
  if (prefixless !== undefined) refuse(error.logPrefix('awslogs'));
}

function requireMemory(input: RegisterTaskDefinitionRequest, container: ContainerDefinition): void {
  if (input.memory || container.memory || container.memoryReservation) return;
  refuse(error.containerMemory(container.name ?? ''));
}
