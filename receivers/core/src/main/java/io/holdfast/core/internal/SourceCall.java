// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

/** Which method of the source runs, and since when, so that a hanging one can be named. */
record SourceCall(String method, long sinceNanos) {}
