// SPDX-License-Identifier: Apache-2.0
/** Who is struck, and when, and how it is known that it happened. */
package io.holdfast.it.fault;
