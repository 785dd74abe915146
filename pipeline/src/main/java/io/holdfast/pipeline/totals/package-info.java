// SPDX-License-Identifier: Apache-2.0
/**
 * Totals in a database that are exactly right, whatever is replayed: {@link
 * io.holdfast.pipeline.totals.JdbcTotals}.
 *
 * <p>How it works, in the order of a batch: {@code Batch} finds the blocks that the batch's streams
 * consist of; {@code Ownership} gives each block the part of its positions that no batch has
 * processed and no earlier block owns; {@code OwnedRecords} keeps those records in the tasks;
 * {@code Ledger} commits their counts and their positions in one transaction, which fails if a
 * later start of the job has taken the next epoch.
 */
package io.holdfast.pipeline.totals;
