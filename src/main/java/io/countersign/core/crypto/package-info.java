/// Hashes, addresses, keys and signatures: the only user of Bouncy Castle and of the native
/// secp256k1 library.
///
/// Owns primitives and their strict forms. What is hashed or signed, and by whom, belongs to the
/// packages above. Makes no keys: a key is made of bytes that the shell drew.
@NullMarked
package io.countersign.core.crypto;

import org.jspecify.annotations.NullMarked;
