// SPDX-License-Identifier: Apache-2.0
/**
 * The only place that touches what Spark calls private: public in its byte code, the same in every
 * 3.x, and guarded by a test that fails on a Spark where it is not.
 */
package io.holdfast.core.internal.spark;
