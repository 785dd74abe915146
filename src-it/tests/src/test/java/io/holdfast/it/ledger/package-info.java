// SPDX-License-Identifier: Apache-2.0
/** What was sent and what was counted, record by record, and the verdict on it. */
package io.holdfast.it.ledger;
