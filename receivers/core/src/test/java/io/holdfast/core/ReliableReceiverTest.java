// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.streaming.receiver.Receiver;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

class ReliableReceiverTest {

  /** A receiver of nothing. */
  static final class Silent extends ReliableReceiver<String> {
    private static final long serialVersionUID = 1L;

    Silent() {
      super(ReceiverSettings.builder().maxBlockAge(Duration.ofMillis(123)).build());
    }

    @Override
    protected Source<String> open(SourceContext context) {
      throw new UnsupportedOperationException();
    }
  }

  /** Stands before another receiver. */
  static final class Before extends ReliableReceiver<String> {
    private static final long serialVersionUID = 1L;

    private final ReliableReceiver<String> other;

    Before(ReliableReceiver<String> other) {
      super(other.settings());
      this.other = other;
    }

    @Override
    protected Source<String> open(SourceContext context) throws Exception {
      return openOf(other, context);
    }

    @Override
    protected Replay replay() {
      return replayOf(other);
    }
  }

  @Test
  void aReceiverCanStandBeforeAnotherOne() throws Exception {
    PushSource<String> source = intake -> {};
    ReliableReceiver<String> other =
        new ReliableReceiver<>(ReceiverSettings.defaults()) {
          private static final long serialVersionUID = 1L;

          @Override
          protected Source<String> open(SourceContext context) {
            return source;
          }

          @Override
          protected Replay replay() {
            return Replay.NONE;
          }
        };
    Before before = new Before(other);
    assertThat(before.open(null)).isSameAs(source);
    assertThat(before.replay()).isEqualTo(Replay.NONE);
  }

  @Test
  void everyWayAroundTheSourceIsClosed() {
    List<Method> open =
        Arrays.stream(Receiver.class.getMethods())
            .filter(method -> List.of("store", "restart", "stop").contains(method.getName()))
            .filter(method -> isOpen(method))
            .toList();
    assertThat(open).isEmpty();
    assertThatThrownBy(() -> new Silent().store("x"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("through the source");
  }

  private static boolean isOpen(Method inherited) {
    try {
      Method ours =
          ReliableReceiver.class.getMethod(inherited.getName(), inherited.getParameterTypes());
      return ours.getDeclaringClass() != ReliableReceiver.class
          || !Modifier.isFinal(ours.getModifiers());
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void copiesByJavaAreEqualInSettings() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Silent());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((Silent) in.readObject()).settings().maxBlockAge())
          .isEqualTo(Duration.ofMillis(123));
    }
  }

  @Test
  void copiesByKryoAreEqualInSettings() {
    var kryo = new KryoSerializer(new SparkConf(false)).newInstance();
    Silent copy =
        kryo.deserialize(
            kryo.serialize(new Silent(), ClassTag$.MODULE$.apply(Silent.class)),
            ClassTag$.MODULE$.apply(Silent.class));
    assertThat(copy.settings().maxBlockAge()).isEqualTo(Duration.ofMillis(123));
    assertThat(copy.settings().storageLevel()).isEqualTo(new Silent().storageLevel());
  }
}
