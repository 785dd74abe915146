// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code examples/bin/demo} runs: one command per source, which starts the real parts, submits
 * the job, sends words in and shows what comes out. The command knows its source; what all sources
 * share knows none.
 */
package io.holdfast.demo;
