// SPDX-License-Identifier: Apache-2.0
/** The jobs as users submit them: the commands of the documentation, on every manager. */
package io.holdfast.it.managers;
