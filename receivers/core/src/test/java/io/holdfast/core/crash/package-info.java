// SPDX-License-Identifier: Apache-2.0
/**
 * Faults for tests, at the engine's crash points. An artifact of its own, with the classifier
 * {@code crash-points}, which users do not get: a test has it on its class path, and gives it to a
 * job that it submits by {@code --jars}. What is to happen is in a file; see {@link
 * io.holdfast.core.crash.FilePlan}.
 */
package io.holdfast.core.crash;
