// SPDX-License-Identifier: Apache-2.0
/**
 * Jobs for {@code spark-submit}: one main per source, each no more than its arguments, its receiver
 * and the pipeline.
 *
 * <p>A job ends with 0 when it was asked to stop, 1 when it failed and 2 when its arguments or its
 * configuration have to change; in the last two cases one sentence on standard error says why.
 */
package io.holdfast.examples;
