#include <csignal>

#include <sys/resource.h>

#include "cloud/s3/test_s3.h"

namespace bellwether::cloud::s3 {
namespace {

class ObjectStoreTest : public S3Test {
 protected:
  void SetUp() override { make_bucket("bucket"); }
};

const std::string large(100'000, 'x');

TEST_F(ObjectStoreTest, Keeps_small_bytes_in_the_record_and_large_ones_in_a_file) {
  EXPECT_EQ(put("small", "hello", true), "ok");
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(put("large", large), "ok");
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(get("small"), "hello");
  EXPECT_EQ(get("large"), large);
  EXPECT_EQ(get("none"), "NoSuchKey");
}

TEST_F(ObjectStoreTest, Keeps_whole_seconds) {
  ASSERT_EQ(put("key", "hello", true), "ok");
  EXPECT_EQ(objects_->head(access(), "key")->last_modified.time_since_epoch().count(),
            1'700'000'000'000);
}

TEST_F(ObjectStoreTest, Reads_ranges_of_either) {
  ASSERT_EQ(put("small", "0123456789", true), "ok");
  ASSERT_EQ(put("large", "0123456789"), "ok");
  for (const char* key : {"small", "large"}) {
    EXPECT_EQ(get(key, ByteRange{2, 3}), "234");
    EXPECT_EQ(get(key, ByteRange{9, 1}), "9");
  }
}

TEST_F(ObjectStoreTest, Replaces_and_removes_what_was_there) {
  ASSERT_EQ(put("key", large), "ok");
  ASSERT_EQ(put("key", "another"), "ok");
  EXPECT_EQ(get("key"), "another");
  EXPECT_EQ(files(), 1U);
  ASSERT_EQ(put("key", "inline", true), "ok");
  EXPECT_EQ(files(), 0U);
  ASSERT_EQ(put("key", large), "ok");
  EXPECT_EQ(erase("key"), "ok");
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(get("key"), "NoSuchKey");
  EXPECT_EQ(erase("key"), "ok");
  EXPECT_EQ(records(keys::base('f')), 0U);
  EXPECT_EQ(records(keys::garbage()), 0U);
}

TEST_F(ObjectStoreTest, Lets_readers_finish_what_was_removed) {
  ASSERT_EQ(put("key", large), "ok");
  const auto opened = open("key");
  ASSERT_TRUE(opened);
  ASSERT_EQ(erase("key"), "ok");
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(read(*opened), large);
}

// Whether a file is opened at once is the kernel's to say; the bytes are ours.
TEST_F(ObjectStoreTest, Opens_at_once_nothing_else_than_it_opens) {
  ASSERT_EQ(put("key", large), "ok");
  const auto whole = [](const Object&) -> Result<std::optional<ByteRange>> { return std::nullopt; };
  const auto found = objects_->find(access(), "key", whole);
  ASSERT_TRUE(found);
  if (auto files = objects_->open_at_once(found->segments)) {
    EXPECT_EQ(read({.object = {}, .range = {}, .bytes = {}, .files = std::move(*files)}), large);
  }
  const std::vector<Segment> many(100, found->segments.front());
  EXPECT_FALSE(objects_->open_at_once(many));
  ASSERT_EQ(erase("key"), "ok");
  EXPECT_FALSE(objects_->open_at_once(found->segments));
}

TEST_F(ObjectStoreTest, Refuses_without_leaving_a_body) {
  ASSERT_EQ(put("key", "first", true), "ok");
  EXPECT_EQ(put("key", large, false, {.if_none_match = "*"}), "PreconditionFailed");
  EXPECT_EQ(put("key", large, false, {.if_match = "\"other\""}), "PreconditionFailed");
  EXPECT_EQ(put("none", large, false, {.if_match = "\"other\""}), "NoSuchKey");
  EXPECT_EQ(code_of(run(objects_->put(access("no-bucket"), "key", object(large, false)))),
            "NoSuchBucket");
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(get("key"), "first");
  EXPECT_EQ(put("key", large, false, {.if_match = md5("first")}), "ok");
  EXPECT_EQ(get("key"), large);
}

TEST_F(ObjectStoreTest, Removes_a_body_that_nobody_commits) {
  { const auto unfinished = body(large); }
  EXPECT_EQ(files(), 0U);
}

TEST_F(ObjectStoreTest, Takes_no_more_bytes_than_were_announced) {
  auto incoming = bodies_->create(10);
  ASSERT_TRUE(incoming);
  EXPECT_TRUE((*incoming)->append("0123456789"));
  EXPECT_EQ(code_of((*incoming)->append("x")), "EntityTooLarge");
}

TEST_F(ObjectStoreTest, Says_that_the_disk_is_full_and_gives_the_space_back) {
  ASSERT_EQ(put("key", large), "ok");
  // To a write, a file that may not grow is a disk that has no more room.
  const auto before = ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{.rlim_cur = 1 << 20, .rlim_max = limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  {
    auto incoming = bodies_->create(kMaxPutBytes);
    const std::string piece(1 << 20, 'x');
    EXPECT_TRUE((*incoming)->append(piece));
    EXPECT_EQ(code_of((*incoming)->append(piece)), "InsufficientStorage");
  }
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(get("key"), large);
  EXPECT_EQ(erase("key"), "ok");
  ::setrlimit(RLIMIT_FSIZE, &limit);
  ::signal(SIGXFSZ, before);
}

TEST_F(ObjectStoreTest, Shares_bytes_until_the_last_reference_goes) {
  ASSERT_EQ(put("from", large), "ok");
  const Segment segment = [&] {
    const auto snapshot = store_->read();
    return decode_content(*snapshot.get(keys::object("bucket", "from"))).segments.front();
  }();
  NewObject copy;
  copy.object = {.size = large.size(), .etag = md5(large)};
  const auto copied = run(objects_->put_shared(access(), "to", std::move(copy), {segment}));
  ASSERT_TRUE(copied && *copied);
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(erase("from"), "ok");
  EXPECT_EQ(get("to"), large);
  EXPECT_EQ(erase("to"), "ok");
  EXPECT_EQ(files(), 0U);

  NewObject late;
  late.object = {.size = large.size()};
  const auto gone = run(objects_->put_shared(access(), "late", std::move(late), {segment}));
  ASSERT_TRUE(gone);
  EXPECT_FALSE(*gone);
  EXPECT_EQ(get("late"), "NoSuchKey");
}

TEST_F(ObjectStoreTest, Changes_the_record_and_not_the_bytes) {
  for (const bool in_record : {true, false}) {
    ASSERT_EQ(put("key", "hello", in_record), "ok");
    const auto change = [](Object& object) -> Result<aws::Unit> {
      object.tags = {{"a", "1"}};
      return aws::Unit{};
    };
    EXPECT_EQ(code_of(run(objects_->update(access(), "key", change))), "ok");
    EXPECT_EQ(objects_->head(access(), "key")->tags, (Tags{{"a", "1"}}));
    EXPECT_EQ(get("key"), "hello");
  }
  EXPECT_EQ(code_of(run(objects_->update(access(), "none", {}))), "NoSuchKey");
}

TEST_F(ObjectStoreTest, Erases_in_order_and_says_of_each_how_it_went) {
  ASSERT_EQ(put("a", "1", true), "ok");
  ASSERT_EQ(put("b", "2", true), "ok");
  const auto answers = run(objects_->erase(
      access(), {{.key = "a", .if_match = "wrong"}, {.key = "b", .if_match = md5("2")}, {"c"}}));
  ASSERT_TRUE(answers);
  ASSERT_EQ(answers->size(), 3U);
  EXPECT_EQ(code_of((*answers)[0]), "PreconditionFailed");
  EXPECT_EQ(code_of((*answers)[1]), "ok");
  EXPECT_EQ(code_of((*answers)[2]), "ok");
  EXPECT_EQ(get("a"), "1");
  EXPECT_EQ(get("b"), "NoSuchKey");
}

TEST_F(ObjectStoreTest, Is_the_owners_alone) {
  ASSERT_EQ(put("key", "1", true), "ok");
  const BucketAccess stranger{.account = "2", .bucket = "bucket"};
  EXPECT_EQ(code_of(objects_->head(stranger, "key")), "AccessDenied");
  EXPECT_EQ(code_of(run(objects_->put(stranger, "key", object("2", true)))), "AccessDenied");
  EXPECT_EQ(code_of(run(objects_->erase(stranger, {{"key"}}))), "AccessDenied");
}

TEST_F(ObjectStoreTest, Takes_keys_that_look_like_paths_and_keys_of_1024_bytes) {
  for (const std::string& key :
       {std::string("../../../etc/passwd"), std::string("/"), std::string("a//b/./c"),
        std::string(1024, 'k'), std::string(1023, 'k') + "l"}) {
    ASSERT_EQ(put(key, large), "ok") << key;
    EXPECT_EQ(get(key), large) << key;
  }
  EXPECT_EQ(inline_limit("bucket", std::string(1024, 'k')), 0U);
  EXPECT_EQ(inline_limit("bucket", "key"), kMaxInlineBytes);
}

class RecoveryTest : public ObjectStoreTest {};

TEST_F(RecoveryTest, Keeps_a_body_that_was_committed_but_not_moved) {
  ASSERT_EQ(put("key", large), "ok");
  EXPECT_EQ(files("incoming"), 1U);
  start();
  EXPECT_EQ(files("incoming"), 0U);
  EXPECT_EQ(files("bodies"), 1U);
  EXPECT_EQ(get("key"), large);
}

TEST_F(RecoveryTest, Finds_a_body_wherever_a_killed_process_left_it) {
  ASSERT_EQ(put("key", large), "ok");
  start();
  // Moved back: as if the process had been killed before it moved the body.
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder_.path() / "s3" / "bodies")) {
    if (!entry.is_regular_file()) continue;
    std::filesystem::rename(entry.path(),
                            folder_.path() / "s3" / "incoming" / entry.path().filename());
    break;
  }
  EXPECT_EQ(get("key"), large);
  start();
  EXPECT_EQ(files("incoming"), 0U);
  EXPECT_EQ(get("key"), large);
}

TEST_F(RecoveryTest, Removes_what_was_written_and_never_committed) {
  ASSERT_EQ(put("key", large), "ok");
  std::ofstream(folder_.path() / "s3" / "incoming" / BodyId::make(random_).hex()) << large;
  std::ofstream(folder_.path() / "s3" / "incoming" / "something-else") << large;
  start();
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(get("key"), large);
}

TEST_F(RecoveryTest, Decides_by_the_store_when_a_commits_outcome_was_never_learnt) {
  auto committed = body(large);
  auto refused = body(large);
  const Segment segment = committed->segment();
  committed->commit_begins();
  refused->commit_begins();
  store_->write_and_wait([&](store::Transaction& transaction) {
    ObjectWriter writer(transaction);
    writer.references().add({segment});
    writer.put("bucket", "key", {.size = large.size()}, {.bytes = {}, .segments = {segment}});
  });
  committed.reset();
  refused.reset();
  EXPECT_EQ(files("incoming"), 2U);
  start();
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(get("key"), large);
}

TEST_F(RecoveryTest, Removes_the_garbage_that_a_killed_process_left) {
  ASSERT_EQ(put("key", large), "ok");
  store_->write_and_wait(
      [&](store::Transaction& transaction) { ObjectWriter(transaction).erase("bucket", "key"); });
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(records(keys::garbage()), 1U);
  start();
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(records(keys::garbage()), 0U);
}

TEST(NamelessBodies, Keep_bytes_apart_and_alive_for_their_readers) {
  SystemRandom random;
  const auto bodies = make_nameless_bodies(random);
  const auto write = [&](const std::string& bytes) {
    auto made = bodies->create(bytes.size());
    EXPECT_TRUE(made && (*made)->append(bytes) && (*made)->finish());
    (*made)->commit_begins();
    (*made)->committed();
    return (*made)->segment();
  };
  const auto read = [](const FileRange& range) {
    std::string bytes(range.length, '\0');
    EXPECT_EQ(::pread(range.file->descriptor(), bytes.data(), bytes.size(),
                      static_cast<off_t>(range.offset)),
              static_cast<ssize_t>(bytes.size()));
    return bytes;
  };
  const std::string other(5000, 'y');
  const Segment first = write(large);
  const Segment second = write(other);
  const auto opened = bodies->open(first);
  ASSERT_TRUE(opened && *opened);
  bodies->remove(first.body);
  EXPECT_FALSE(*bodies->open(first));
  EXPECT_FALSE(bodies->open_at_once(first));
  EXPECT_EQ(read(**opened), large);
  EXPECT_EQ(read(*bodies->open_at_once(second)), other);
  EXPECT_EQ(read(**bodies->open(second)), other);
  EXPECT_EQ(read(**bodies->open({.body = second.body, .offset = 10, .length = 3})), "yyy");
  { const auto abandoned = bodies->create(100); }
}

}  // namespace
}  // namespace bellwether::cloud::s3
