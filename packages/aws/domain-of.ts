/** The domain of AWS's own host names in a region: https://docs.aws.amazon.com/general/latest/gr/rande.html */
export const domainOf = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');
