// SPDX-License-Identifier: Apache-2.0

/**
 * One fast sender for all who are measured against each other: a JVM of its own, which stays warm
 * over all rounds and is told over a loopback connection what to send.
 */
package io.holdfast.benchmarks.sender;
