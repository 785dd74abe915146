// SPDX-License-Identifier: Apache-2.0

/**
 * What Holdfast costs. Each benchmark is a command of {@link io.holdfast.benchmarks.Benchmarks};
 * nothing here measures while the build runs.
 */
package io.holdfast.benchmarks;
