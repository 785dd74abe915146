// SPDX-License-Identifier: Apache-2.0
/**
 * What a receiver counts and measures; knows neither Spark nor the engine.
 *
 * <p>Everything is updated once a batch or once a block, never once a record.
 */
package io.holdfast.core.internal.metrics;
