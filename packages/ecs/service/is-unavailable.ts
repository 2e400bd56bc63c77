import { AwsError } from '#aws/aws-error';

/** Whether a call ended because it is denied, or not known to this region, partition or emulator: asking again is no use. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof AwsError &&
  (error.kind === 'denied' ||
    /Unsupported|UnknownOperation|InvalidAction|NotImplemented|^ClientException$/.test(error.code));
