// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import io.holdfast.it.ledger.Ledger;

/**
 * The records that one of several sources is given.
 *
 * @param origin their only one, which no other source has
 * @param ledger of all of the sources
 */
record Share(String origin, Ledger ledger) {}
