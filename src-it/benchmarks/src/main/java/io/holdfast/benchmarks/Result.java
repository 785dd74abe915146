// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

/** Whose round it was, at what, and which. */
record Result(String task, String contender, int number, Round round) {}
