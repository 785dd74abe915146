// SPDX-License-Identifier: Apache-2.0
/**
 * The sink that runs inside of a Flume agent and that receivers of Spark poll. It runs on Java 8
 * and needs nothing but the agent's own classes.
 */
package io.holdfast.flume.sink;
