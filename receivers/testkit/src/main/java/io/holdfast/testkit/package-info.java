// SPDX-License-Identifier: Apache-2.0
/**
 * The compatibility kit for people who write a receiver: extend {@link
 * io.holdfast.testkit.ReceiverVerification}, and each numbered law is a test.
 */
package io.holdfast.testkit;
