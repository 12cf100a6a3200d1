package io.engagement.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** An endless job with state: the largest number of each remainder. */
public final class CountingJob {
  private static final long CHECKPOINT_EVERY_MILLIS = 300;
  private static final int REMAINDERS = 16;

  private CountingJob() {}

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.enableCheckpointing(CHECKPOINT_EVERY_MILLIS);
    NumberSequenceSource numbers = new NumberSequenceSource(0, Long.MAX_VALUE);
    DataStream<Long> stream = env.fromSource(numbers, WatermarkStrategy.noWatermarks(), "Numbers");
    stream
        .keyBy(number -> number % REMAINDERS, Types.LONG)
        .reduce(Math::max)
        .uid("largest")
        .sinkTo(new DiscardingSink<>())
        .uid("sink");
    env.execute(args[0]);
  }

  /** A jar with this class alone. */
  static Path packedInto(Path jar) throws IOException {
    String resource = CountingJob.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        InputStream in = CountingJob.class.getClassLoader().getResourceAsStream(resource)) {
      out.putNextEntry(new ZipEntry(resource));
      Objects.requireNonNull(in).transferTo(out);
      out.closeEntry();
    }
    return jar;
  }
}
