// SPDX-License-Identifier: Apache-2.0
/**
 * The sources: real ones, somebody who gives them records without a pause, and what each of them
 * says is acknowledged.
 */
package io.holdfast.it.source;
