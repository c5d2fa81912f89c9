/** Types of Web Crypto that are global in Workers and browsers, and in a module in @types/node. */
type CryptoKey = import("node:crypto").webcrypto.CryptoKey;
type CryptoKeyPair = import("node:crypto").webcrypto.CryptoKeyPair;
