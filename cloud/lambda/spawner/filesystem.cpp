#include "cloud/lambda/spawner/filesystem.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace bellwether::cloud::lambda::spawner {
namespace {

// The user and group that AWS runs functions as (sbx_user1051).
constexpr uid_t function_user = 993;
constexpr gid_t function_group = 990;

// Where the new root is put together: a folder that every Linux has and nobody keeps files in.
constexpr const char* build_site = "/sys";

constexpr unsigned long read_only = MS_RDONLY | MS_NOSUID | MS_NODEV;

std::string failed(const char* step, const std::string& what) {
  return std::string(step) + " " + what + ": " + std::strerror(errno);
}

bool write_file(const char* path, const std::string& text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool good = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(fd);
  return good;
}

// Every folder above `path`, then `path` itself as a folder or an empty file.
void make_place(const std::string& path, bool folder) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    mkdir(path.substr(0, slash).c_str(), 0755);
  }
  if (folder) {
    mkdir(path.c_str(), 0755);
  } else {
    close(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  }
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool bind(const std::string& source, const std::string& target, unsigned long flags) {
  if (mount(source.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0) return false;
  // A bind takes its flags in a second step. In a user namespace flags that the machine locked must
  // be kept, and a refusal leaves the mount as the machine has it.
  if (mount(nullptr, target.c_str(), nullptr, MS_BIND | MS_REMOUNT | flags, nullptr) != 0) {
    return errno == EPERM;
  }
  return true;
}

bool in_user_namespace() {
  const std::string uid = std::to_string(getuid());
  const std::string gid = std::to_string(getgid());
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  return write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", uid + " " + uid + " 1") &&
         write_file("/proc/self/gid_map", gid + " " + gid + " 1");
}

// The machine's folders that programs are linked against; on merged-usr systems links to /usr.
std::string link_or_bind(const std::string& folder, const std::string& root) {
  struct stat status {};
  if (lstat(folder.c_str(), &status) != 0) return {};
  const std::string target = root + folder;
  if (S_ISLNK(status.st_mode)) {
    char destination[256] = {};
    if (readlink(folder.c_str(), destination, sizeof destination - 1) <= 0 ||
        symlink(destination, target.c_str()) != 0) {
      return failed("link", folder);
    }
    return {};
  }
  make_place(target, true);
  return bind(folder, target, read_only) ? std::string{} : failed("bind", folder);
}

std::string make_devices(const std::string& root) {
  for (const char* name : {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}) {
    make_place(root + name, false);
    if (mount(name, (root + name).c_str(), nullptr, MS_BIND, nullptr) != 0) {
      return failed("bind", name);
    }
  }
  const bool linked = symlink("/proc/self/fd", (root + "/dev/fd").c_str()) == 0 &&
                      symlink("/proc/self/fd/0", (root + "/dev/stdin").c_str()) == 0 &&
                      symlink("/proc/self/fd/1", (root + "/dev/stdout").c_str()) == 0 &&
                      symlink("/proc/self/fd/2", (root + "/dev/stderr").c_str()) == 0;
  return linked ? std::string{} : failed("link", "/dev/fd");
}

std::string build_base_root() {
  const std::string root = build_site;
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return failed("mount", "/");
  if (mount("tmpfs", build_site, "tmpfs", MS_NOSUID, "mode=755,size=1m") != 0) {
    return failed("mount", build_site);
  }
  for (const char* folder :
       {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc"}) {
    if (std::string error = link_or_bind(folder, root); !error.empty()) return error;
  }
  if (std::string error = make_devices(root); !error.empty()) return error;
  for (const char* folder : {"/proc", "/tmp", "/opt", "/var/task", "/var/runtime", host_root}) {
    make_place(root + folder, true);
  }
  if (syscall(SYS_pivot_root, build_site, (root + host_root).c_str()) != 0 || chdir("/") != 0) {
    return failed("pivot_root", root);
  }
  return {};
}

}  // namespace

Isolation enter_base_root(std::string& reason) {
  Isolation isolation = Isolation::root;
  if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0) {
    isolation = Isolation::user_namespace;
    if (!in_user_namespace()) {
      reason = failed("unshare", "user namespace");
      return Isolation::none;
    }
  }
  reason = build_base_root();
  return reason.empty() ? isolation : Isolation::none;
}

std::string enter_sandbox_root(const std::vector<Mount>& mounts) {
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0 &&
      // Containers that hide parts of /proc forbid a fresh one.
      mount((std::string(host_root) + "/proc").c_str(), "/proc", nullptr, MS_BIND | MS_REC,
            nullptr) != 0) {
    return failed("mount", "/proc");
  }
  for (const Mount& item : mounts) {
    const std::string source = host_root + item.source;
    make_place(item.target, is_folder(source));
    if (!bind(source, item.target, item.writable ? MS_NOSUID | MS_NODEV : read_only)) {
      return failed("bind", item.source);
    }
  }
  if (umount2(host_root, MNT_DETACH) != 0) return failed("unmount", host_root);
  mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID, nullptr);
  return {};
}

void drop_rights(Isolation isolation) {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (isolation == Isolation::root) {
    setgroups(0, nullptr);
    if (setresgid(function_group, function_group, function_group) != 0 ||
        setresuid(function_user, function_user, function_user) != 0) {
      _exit(126);
    }
    return;
  }
  if (isolation == Isolation::user_namespace) {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    __user_cap_data_struct none[2] = {};
    syscall(SYS_capset, &header, none);
  }
}

}  // namespace bellwether::cloud::lambda::spawner
