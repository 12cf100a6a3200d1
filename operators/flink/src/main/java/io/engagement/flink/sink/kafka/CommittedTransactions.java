package io.engagement.flink.sink.kafka;

import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * Tells a transaction that was committed before from one that is lost, when the broker refuses to
 * commit it once more.
 *
 * <p>After a restore every transaction of the checkpoint is committed again, whether it was or not.
 * Brokers with transactions of version 2 (the default since Kafka 4.0) raise the producer's epoch
 * with every commit and abort. The connector's resumed producer speaks version 1, so it meets its
 * own commit as a fence. But there an epoch has exactly one transaction: if the last one of the id
 * was committed, and the epoch is the next, it was this one. With version 1 a commit leaves the
 * epoch as it is, may be repeated, and a fence means a loss.
 */
final class CommittedTransactions {
  private static final String FEATURE = "transaction.version";
  private static final short EPOCH_PER_TRANSACTION = 2;

  private CommittedTransactions() {}

  /**
   * Whether exactly this transaction has been committed.
   *
   * @throws IOException when the brokers do not answer
   */
  static boolean contain(KafkaCommittable committable, KafkaSinkOptions options)
      throws IOException, InterruptedException {
    Properties properties = options.resolve();
    try (Admin admin = Admin.create(properties)) {
      return hasEpochPerTransaction(admin.describeFeatures().featureMetadata().get())
          && isLast(committable, describe(admin, committable.getTransactionalId()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        return false;
      }
      throw unanswered(committable, e);
    } catch (KafkaException e) {
      throw unanswered(committable, e);
    }
  }

  private static TransactionDescription describe(Admin admin, String id)
      throws ExecutionException, InterruptedException {
    return admin.describeTransactions(List.of(id)).description(id).get();
  }

  private static boolean hasEpochPerTransaction(FeatureMetadata features) {
    FinalizedVersionRange version = features.finalizedFeatures().get(FEATURE);
    return version != null && version.maxVersionLevel() >= EPOCH_PER_TRANSACTION;
  }

  private static boolean isLast(KafkaCommittable committable, TransactionDescription last) {
    boolean decided =
        last.state() == TransactionState.COMPLETE_COMMIT
            || last.state() == TransactionState.PREPARE_COMMIT;
    return decided
        && last.producerId() == committable.getProducerId()
        && last.producerEpoch() == committable.getEpoch() + 1;
  }

  private static IOException unanswered(KafkaCommittable committable, Exception cause) {
    return new IOException(
        "cannot tell whether the transaction %s was committed"
            .formatted(committable.getTransactionalId()),
        cause);
  }
}
