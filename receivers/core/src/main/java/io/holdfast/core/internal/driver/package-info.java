// SPDX-License-Identifier: Apache-2.0
/**
 * The driver's half: the input stream, the checks before a start, and what watches a running job.
 */
package io.holdfast.core.internal.driver;
