// SPDX-License-Identifier: Apache-2.0
/**
 * The job that the faults strike: a user's job, on the public API only, that writes down each
 * record that a batch brought it. It knows nothing of the tests; they meet it in the folder that it
 * is given.
 */
package io.holdfast.it.job;
