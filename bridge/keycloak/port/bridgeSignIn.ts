/** A key with which the bridge signs in; nothing of it is secret. */
export interface BridgeKeyState {
  readonly kid: string;
  /** The thumbprint of the public key (RFC 7638). */
  readonly thumbprint: string;
  /** Whether the key file holds it; otherwise it did before, and the running bridge still tries it. */
  readonly inFile: boolean;
  /** How many connected realms accepted it last. */
  readonly realms: number;
}

/** How the running bridge signs in to realms. */
export interface BridgeSignIn {
  readonly version: string;
  /** The id of its client in every realm. */
  readonly clientId: string;
  readonly kind: 'key' | 'secret';
  /** The keys in the order in which they are tried; empty with a secret. */
  readonly keys: readonly BridgeKeyState[];
  /** Whether the caller proved to know the secret of the bridge in the realm; absent with a key, or without a proof. */
  readonly matches?: boolean;
}

/** The proof that a caller knows the secret of the bridge in a realm, without sending it. */
export interface SecretProof {
  /** A text that the caller chose at random. */
  readonly nonce: string;
  readonly proof: string;
}
