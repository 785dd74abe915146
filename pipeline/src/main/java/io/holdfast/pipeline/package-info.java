// SPDX-License-Identifier: Apache-2.0
/**
 * The word count that every source feeds: lines in, counts out, and sinks for them.
 *
 * <p>Nothing here knows where the lines come from.
 */
package io.holdfast.pipeline;
