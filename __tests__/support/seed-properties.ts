import * as fc from 'fast-check';

// Properties run with one seed, so that a run says the same on every machine. FC_SEED=random looks further, FC_SEED=<n> repeats.
const { FC_SEED: wanted = '20261121' } = process.env;
const seed = wanted === 'random' ? Date.now() ^ (Math.random() * 0x1_0000_0000) : Number(wanted);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
