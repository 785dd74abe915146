// SPDX-License-Identifier: Apache-2.0
/** What runs in the process of a Hadoop cluster; {@code HadoopCluster} of the parts starts it. */
package io.holdfast.parts.hadoop;
