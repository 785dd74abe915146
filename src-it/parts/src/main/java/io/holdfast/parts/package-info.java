// SPDX-License-Identifier: Apache-2.0
/**
 * The real parts that tests and the demo run against, each a child process of this JVM on the
 * loopback interface.
 *
 * <p>Between a client and a part a {@link io.holdfast.parts.FaultProxy} may stand, which does to
 * their bytes what networks do.
 *
 * <p>Every part ends when this JVM ends, however it ends (see {@link io.holdfast.parts.Leash}).
 * Nothing here knows Holdfast's own code: a part is what a stranger would start by hand.
 */
package io.holdfast.parts;
