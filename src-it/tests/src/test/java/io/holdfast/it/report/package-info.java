// SPDX-License-Identifier: Apache-2.0
/** What a person reads of a run: a table as text, and a page with a plot for each cell. */
package io.holdfast.it.report;
