// A plugin for qemu-aarch64: how many instructions each function executed, and how many of them were vector FMLA, eight
// floating-point operations each. Debian has no package with qemu-plugin.h; what is used of it is declared below.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t plugin_id;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *, int, void *, uint64_t);
void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
const char *qemu_plugin_insn_symbol(const struct qemu_plugin_insn *);

int qemu_plugin_version = 1;

#define FUNCTIONS 65536
static struct function {
	char *name;
	uint64_t instructions, fmla;
} functions[FUNCTIONS];
static size_t used;

static struct function *find(const char *name) {
	for (size_t i = 0; i < used; i++)
		if (!strcmp(functions[i].name, name))
			return &functions[i];
	if (used == FUNCTIONS)
		return &functions[0];
	functions[used].name = strdup(name);
	return &functions[used++];
}

static int is_fmla(const void *code) {
	uint32_t c;
	memcpy(&c, code, sizeof c);
	return (c & 0xffe0fc00) == 0x4e20cc00 || (c & 0xffe0fc00) == 0x4ea0cc00 || (c & 0xffc0b400) == 0x4f801000;
}

// translated is called once for each block of instructions without a branch.
static void translated(plugin_id id, struct qemu_plugin_tb *block) {
	(void)id;
	size_t n = qemu_plugin_tb_n_insns(block);
	uint64_t fmla = 0;
	for (size_t i = 0; i < n; i++)
		fmla += is_fmla(qemu_plugin_insn_data(qemu_plugin_tb_get_insn(block, i)));
	const char *name = qemu_plugin_insn_symbol(qemu_plugin_tb_get_insn(block, 0));
	struct function *f = find(name ? name : "?");
	qemu_plugin_register_vcpu_tb_exec_inline(block, 0, &f->instructions, n);
	if (fmla)
		qemu_plugin_register_vcpu_tb_exec_inline(block, 0, &f->fmla, fmla);
}

static void finished(plugin_id id, void *unused) {
	(void)id, (void)unused;
	for (size_t i = 0; i < used; i++)
		if (functions[i].instructions)
			fprintf(stderr, "count %s %llu %llu\n", functions[i].name, (unsigned long long)functions[i].instructions,
				(unsigned long long)functions[i].fmla);
}

int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv) {
	(void)info, (void)argc, (void)argv;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, finished, NULL);
	return 0;
}
