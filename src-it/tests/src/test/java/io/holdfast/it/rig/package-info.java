// SPDX-License-Identifier: Apache-2.0
/**
 * What the faults strike: a cluster with a broker and a database, and a job on it with its sources.
 */
package io.holdfast.it.rig;
