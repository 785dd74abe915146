// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import java.util.OptionalLong;

/**
 * How long a source was away, in milliseconds from the fault; each is empty if it was not seen.
 *
 * @param bare until Spark had started a receiver again that does nothing, where it had to
 * @param acknowledged until its own receiver, which was started again, had more acknowledged
 * @param counted until the first record was counted that was sent after the fault
 */
public record Recovery(OptionalLong bare, OptionalLong acknowledged, OptionalLong counted) {}
