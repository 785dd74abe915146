// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

/**
 * Checks a receiver against the numbered laws, without a Spark cluster: extend it, implement the
 * two factories, and run it with JUnit 5. Each law is a test that is named by its number; its
 * documentation says why it holds, what is done, and what to check if it fails.
 *
 * <p>Spark's own supervisor code starts, stops and restarts the receiver; only the store behind it
 * is scripted. A kill fences a copy of the receiver, cuts the network, and starts another copy that
 * has been serialized by Java or by Kryo.
 *
 * <p>A law that does not apply, by the {@link Capabilities}, is skipped and says why.
 *
 * <p>The laws share one Spark environment in a JVM: do not run them in parallel, nor beside a Spark
 * context.
 *
 * @param <T> the type of the records, with value equality
 */
public abstract class ReceiverVerification<T> extends PeerLaws<T> {}
