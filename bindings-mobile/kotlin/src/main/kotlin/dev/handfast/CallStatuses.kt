package dev.handfast

import java.util.concurrent.ConcurrentLinkedQueue

/**
 * The statuses of calls to the native library, each used again: JNA makes one by reflection, and would read and write all of its
 * fields around every call. There are as many as calls have been under way at once.
 */
internal object CallStatuses {
    private val idle = ConcurrentLinkedQueue<UniffiRustCallStatus>()

    /** One for a call, in which success is written. */
    fun take(): UniffiRustCallStatus =
        idle.poll() ?: UniffiRustCallStatus().apply {
            setAutoSynch(false)
            write()
        }

    /** Whether the call succeeded; then the status is for the next one. Otherwise its fields say what happened. */
    fun keep(status: UniffiRustCallStatus): Boolean {
        val succeeded = status.pointer.getByte(0) == UNIFFI_CALL_SUCCESS
        if (succeeded) idle.offer(status) else status.read()
        return succeeded
    }
}
